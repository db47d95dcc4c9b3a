@NullMarked
package dev.sluice.api.list;

import org.jspecify.annotations.NullMarked;
