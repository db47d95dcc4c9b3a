/** Console output. */
@NullMarked
package dev.sluice.local.console;

import org.jspecify.annotations.NullMarked;
