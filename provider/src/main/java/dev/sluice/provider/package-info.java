/** Calling a model: the port, what can come of a call, and the choice of provider by model. */
@NullMarked
package dev.sluice.provider;

import org.jspecify.annotations.NullMarked;
