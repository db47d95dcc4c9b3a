@NullMarked
package dev.sluice.processor.relay;

import org.jspecify.annotations.NullMarked;
