@NullMarked
package dev.sluice.processor.run;

import org.jspecify.annotations.NullMarked;
