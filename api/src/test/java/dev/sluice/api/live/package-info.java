@NullMarked
package dev.sluice.api.live;

import org.jspecify.annotations.NullMarked;
