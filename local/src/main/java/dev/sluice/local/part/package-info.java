/** What runs, started side by side and stopped in reverse. */
@NullMarked
package dev.sluice.local.part;

import org.jspecify.annotations.NullMarked;
