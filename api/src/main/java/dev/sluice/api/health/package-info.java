/** Whether this process lives, and whether it should get requests. */
@NullMarked
package dev.sluice.api.health;

import org.jspecify.annotations.NullMarked;
