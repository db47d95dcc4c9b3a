@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
