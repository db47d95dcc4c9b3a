/** The services and the simulated provider, each as it would run in a process of its own. */
@NullMarked
package dev.sluice.local.services;

import org.jspecify.annotations.NullMarked;
