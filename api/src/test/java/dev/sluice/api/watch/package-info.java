@NullMarked
package dev.sluice.api.watch;

import org.jspecify.annotations.NullMarked;
