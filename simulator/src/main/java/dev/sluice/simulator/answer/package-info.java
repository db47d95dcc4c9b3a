/** Generates answers as pure functions of the request and a random source. */
@NullMarked
package dev.sluice.simulator.answer;

import org.jspecify.annotations.NullMarked;
