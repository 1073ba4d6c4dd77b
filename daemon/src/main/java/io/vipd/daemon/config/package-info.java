/**
 * The configuration: from a folder of YAML files to records, or to every error in them.
 *
 * <p>{@link io.vipd.daemon.config.ConfigLoader} is the way in and answers {@link
 * io.vipd.daemon.config.Loaded}: a {@link io.vipd.daemon.config.Config} of plain values with
 * warnings, or a list of {@link io.vipd.daemon.config.Problem}s, each with file, line and column.
 * It never throws for what it reads. On the way:
 *
 * <ol>
 *   <li>{@code ConfigFolder} finds the files.
 *   <li>{@code YamlFile} makes nodes of a file, with limits to size, depth and aliases; {@code
 *       SyntaxError} words what is no YAML.
 *   <li>{@code Mapping} walks a mapping against {@link io.vipd.daemon.config.Schema}, the one list
 *       of keys and defaults, and reads each value by a {@code Form}: a function from text to
 *       meaning that refuses with rule and mend, while the mapping adds place, key and value.
 *   <li>{@code NodeReader}, {@code GroupReader}, {@code AddressReader}, {@code CheckReader} and
 *       {@code AuthReader} say which form each key has.
 *   <li>{@code KeyReader} fetches the shared keys from where the files say they are; {@code
 *       KeyFile} judges who else could read or replace one.
 *   <li>{@code ScriptFiles} looks at the programs that the files name, at a reload and where
 *       somebody checks this machine's own configuration; not at a start, which had better go on
 *       without a check or hook than not at all.
 *   <li>{@code CrossChecks} finds what only several values together have wrong.
 * </ol>
 *
 * <p>A message reads {@code key: value rule; mend}. A new key is a line in the schema, a record
 * field, a read in a reader, and a line in the samples under {@code conf/}, which a test compares
 * with the schema.
 *
 * <p>What is secret, keys and passwords, stands in no message and in no record's text form: {@code
 * Mapping} reads it by a method of its own, which never shows the value.
 *
 * <p>Threads: everything is called and returns on the caller's thread, which may block on the disk
 * and so is never the core thread. The records are immutable and go anywhere. Nothing outside this
 * package names SnakeYAML. Nothing here asks the machine for interfaces or groups of users; whoever
 * uses a value does. What is asked of it, the host name, keys and programs, goes through {@code
 * Machine}.
 *
 * <p>Ranges and their reasons: RFC 9568 5.1 and 5.2.3 to 5.2.9 for what goes on the wire, RFC 3768
 * 5.3 for version 2, RFC 9568 6.1 for preemption and Accept_Mode.
 */
package io.vipd.daemon.config;
