@NullMarked
package dev.sluice.local.lifecycle;

import org.jspecify.annotations.NullMarked;
