@NullMarked
package dev.sluice.api.describe;

import org.jspecify.annotations.NullMarked;
