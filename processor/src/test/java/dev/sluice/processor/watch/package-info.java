@NullMarked
package dev.sluice.processor.watch;

import org.jspecify.annotations.NullMarked;
