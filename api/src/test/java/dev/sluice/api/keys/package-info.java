@NullMarked
package dev.sluice.api.keys;

import org.jspecify.annotations.NullMarked;
