/** The id that a request and its response carry. */
@NullMarked
package dev.sluice.api.http.requestid;

import org.jspecify.annotations.NullMarked;
