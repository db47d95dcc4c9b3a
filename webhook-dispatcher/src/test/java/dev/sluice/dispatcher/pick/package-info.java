@NullMarked
package dev.sluice.dispatcher.pick;

import org.jspecify.annotations.NullMarked;
