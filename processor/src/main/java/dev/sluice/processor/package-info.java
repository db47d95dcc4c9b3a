/** The processor: intake, claim, run, settle, relay. */
@NullMarked
package dev.sluice.processor;

import org.jspecify.annotations.NullMarked;
