@NullMarked
package dev.sluice.api.quota;

import org.jspecify.annotations.NullMarked;
