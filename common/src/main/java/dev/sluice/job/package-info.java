/** The job: identity, request, lifecycle, and the form in which the API and the events show it. */
@NullMarked
package dev.sluice.job;

import org.jspecify.annotations.NullMarked;
