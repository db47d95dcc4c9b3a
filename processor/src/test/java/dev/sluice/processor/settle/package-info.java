@NullMarked
package dev.sluice.processor.settle;

import org.jspecify.annotations.NullMarked;
