/** Which models there are, and whether the providers that have them can be reached. */
@NullMarked
package dev.sluice.api.models;

import org.jspecify.annotations.NullMarked;
