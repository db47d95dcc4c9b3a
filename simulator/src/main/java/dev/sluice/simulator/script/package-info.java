/** Sequences of outcomes that a request, a model name or an administrator asks for. */
@NullMarked
package dev.sluice.simulator.script;

import org.jspecify.annotations.NullMarked;
