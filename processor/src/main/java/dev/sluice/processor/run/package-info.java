/** One attempt: the call to the provider and what follows from its outcome. */
@NullMarked
package dev.sluice.processor.run;

import org.jspecify.annotations.NullMarked;
