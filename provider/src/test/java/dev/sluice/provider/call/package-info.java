@NullMarked
package dev.sluice.provider.call;

import org.jspecify.annotations.NullMarked;
