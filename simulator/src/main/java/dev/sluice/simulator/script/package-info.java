/** Scripts that determine how calls are answered. */
@NullMarked
package dev.sluice.simulator.script;

import org.jspecify.annotations.NullMarked;
