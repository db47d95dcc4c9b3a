@NullMarked
package dev.sluice.processor.hold;

import org.jspecify.annotations.NullMarked;
