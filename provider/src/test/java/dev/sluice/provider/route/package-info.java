@NullMarked
package dev.sluice.provider.route;

import org.jspecify.annotations.NullMarked;
