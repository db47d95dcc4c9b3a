/** The data directory, its lock and the keys stored in it. */
@NullMarked
package dev.sluice.local.data;

import org.jspecify.annotations.NullMarked;
