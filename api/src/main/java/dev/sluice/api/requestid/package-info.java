/** The id that a request and its response carry. */
@NullMarked
package dev.sluice.api.requestid;

import org.jspecify.annotations.NullMarked;
