/** Takes jobs from workers that are gone, and ends those whose time is up. */
@NullMarked
package dev.sluice.processor.reap;

import org.jspecify.annotations.NullMarked;
