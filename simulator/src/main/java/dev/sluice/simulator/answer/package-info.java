/** Answers as pure functions of the request and the draws. */
@NullMarked
package dev.sluice.simulator.answer;

import org.jspecify.annotations.NullMarked;
