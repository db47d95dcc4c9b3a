@NullMarked
package dev.sluice.local.data;

import org.jspecify.annotations.NullMarked;
