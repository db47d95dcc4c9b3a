/** The settings of the local stack. */
@NullMarked
package dev.sluice.local.settings;

import org.jspecify.annotations.NullMarked;
