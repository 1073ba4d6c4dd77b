/**
 * Writes at build time what is made from the same source as the program: manual pages from the
 * command lines' own model and from the {@linkplain io.vipd.daemon.config.Schema schema} of the
 * configuration, completions for shells, and JSON schemas for editors. Nothing of it runs in the
 * daemon or in {@code vipctl}.
 */
package io.vipd.daemon.cli.documents;
