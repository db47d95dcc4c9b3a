@NullMarked
package dev.sluice.processor.running;

import org.jspecify.annotations.NullMarked;
