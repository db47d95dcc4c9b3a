/** The data folder: who may use it, and the keys that are kept in it. */
@NullMarked
package dev.sluice.local.data;

import org.jspecify.annotations.NullMarked;
