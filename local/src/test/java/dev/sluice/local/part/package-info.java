@NullMarked
package dev.sluice.local.part;

import org.jspecify.annotations.NullMarked;
