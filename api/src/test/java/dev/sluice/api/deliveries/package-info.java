@NullMarked
package dev.sluice.api.deliveries;

import org.jspecify.annotations.NullMarked;
