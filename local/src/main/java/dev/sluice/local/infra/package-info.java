/** The broker and the database, and how a process beside this one reaches them. */
@NullMarked
package dev.sluice.local.infra;

import org.jspecify.annotations.NullMarked;
