@NullMarked
package dev.sluice.api.stored;

import org.jspecify.annotations.NullMarked;
