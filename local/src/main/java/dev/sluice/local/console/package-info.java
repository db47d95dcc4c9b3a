/** What the terminal shows. */
@NullMarked
package dev.sluice.local.console;

import org.jspecify.annotations.NullMarked;
