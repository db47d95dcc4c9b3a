/** What an attempt led to, written once, together with its announcement. */
@NullMarked
package dev.sluice.processor.settle;

import org.jspecify.annotations.NullMarked;
