@NullMarked
package dev.sluice.api.body;

import org.jspecify.annotations.NullMarked;
