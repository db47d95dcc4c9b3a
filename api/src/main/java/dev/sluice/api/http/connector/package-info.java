/** What this API changes about Tomcat's connector. */
@NullMarked
package dev.sluice.api.http.connector;

import org.jspecify.annotations.NullMarked;
