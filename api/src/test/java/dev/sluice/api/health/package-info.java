@NullMarked
package dev.sluice.api.health;

import org.jspecify.annotations.NullMarked;
