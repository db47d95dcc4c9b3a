@NullMarked
package dev.sluice.api.places;

import org.jspecify.annotations.NullMarked;
