/**
 * The daemon's door for its operator: a Unix domain socket {@code vipd.sock} in the run folder, its
 * server and its client, and what may be asked there.
 *
 * <h2>Parts</h2>
 *
 * <p>{@link io.vipd.daemon.control.RunFolderLock} makes sure that a run folder has one daemon, and
 * {@link io.vipd.daemon.control.ControlServer} answers there. It knows the daemon only as {@link
 * io.vipd.daemon.control.Operations} and the journal. {@link io.vipd.daemon.control.ControlClient}
 * is what the command line calls.
 *
 * <h2>Threads</h2>
 *
 * <p>{@code control} accepts; each client has a thread {@code control-client}, 32 at most, and one
 * more client is told so. Every wait for a client has a limit: 5 s for a request's line, 5 s for
 * reading an answer; a request has at most 64 KiB. None of these threads touches the state machine:
 * they call Operations, which hands over to the core and waits.
 *
 * <h2>Who may</h2>
 *
 * <p>The socket's mode decides: 0600, or 0660 with the configured control group. Whoever can
 * connect to {@code vipd.sock} may do everything. Where the configuration has {@code control-read}
 * there is a second socket, {@code vipd-read.sock}, whose clients may look and change nothing. The
 * peer's user, as the kernel vouches for it, and its number go to the log and the journal with
 * every change.
 *
 * <h2>Protocol, version 1</h2>
 *
 * <p>JSON in UTF-8, one object a line. A client sends a request and reads one answer; it may go on
 * with another. {@code protocol} may be left out. A field that a request does not know is an error;
 * a reader of answers passes over fields that it does not know, so that documents can grow.
 *
 * <pre>{@code
 * > {"protocol": 1, "request": "status"}
 * > {"protocol": 1, "request": "status", "group": "web"}
 * < {"node": "a", "version": "0.1.0", "pid": 4711, "started-at": "2026-01-01T00:00:00Z", "configuration": {..}, "warnings": [], "groups": [..]}
 *
 * > {"protocol": 1, "request": "failover", "group": "web", "hold-ms": 60000, "force": false}
 * < {"group": "web", "outcome": "taken-over", "by": "192.0.2.3", "after-ms": 531.25, "hold-ms": 60000, "left": false, "with": []}
 * < {"group": "web", "outcome": "nobody-took-over", "by": null, "after-ms": 3610.5, "hold-ms": 60000, "left": false, "with": []}
 *
 * > {"request": "failback", "group": "web"}
 * < {"group": "web", "outcome": "active", "from": "192.0.2.3", "with": []}
 *
 * > {"request": "maintenance", "group": "web", "on": true, "for-ms": 7200000, "reason": "new kernel", "force": false}
 * < {"on": true, "until": "2026-01-01T02:00:00Z", "groups": [{"group": "web", "done": true, "by": "192.0.2.3", "says": ".."}]}
 *
 * > {"request": "history", "group": "web", "since-ms": 43200000, "limit": 50, "until": 1041}
 * < {"entries": [{"sequence": 1040, "at": "..", "kind": "transition", "group": "web", "says": "..", "details": {..}, ..}]}
 *
 * > {"request": "events", "after": 1040}
 * < {"sequence": 1041, "status": {..}}
 * < {"sequence": 1041, "at": "..", "kind": "check", ..}
 * < ..
 *
 * > {"request": "stats", "group": "web"}
 * > {"request": "log-level", "level": "debug"}
 * > {"protocol": 1, "request": "reload", "dry-run": false}
 * < {"outcome": "applied", "why": null, "changes": [{"group": "web", "key": "priority", "before": "150", "after": "100", "effect": ".."}], "problems": [], "warnings": []}
 *
 * > {"request": "record"}
 * < {"recording": "H4sI.."}
 *
 * < {"error": {"code": "no-such-group", "message": "there is no group 'wbe' on this node; there is web"}}
 * }</pre>
 *
 * <p>{@code hold-ms} is a whole number from 0 to 86400000, 60000 when left out. Error codes: {@code
 * bad-request}, {@code unknown-request}, {@code unknown-protocol}, {@code request-too-large},
 * {@code request-too-slow}, {@code busy}, {@code no-such-group}, {@code not-active}, {@code
 * not-now}, {@code read-only}, {@code fell-behind}, {@code failed}, {@code internal}.
 *
 * <p>A reload's {@code outcome} is {@code applied}, {@code planned} (a dry run), {@code unchanged},
 * {@code invalid} (see {@code problems}: {@code file}, {@code line}, {@code column}, {@code
 * message}) or {@code refused} (see {@code why}); after the last two nothing is changed. A change
 * without a {@code group} is one of the node, one without a {@code key} one of the group as a
 * whole.
 *
 * <h2>The status document</h2>
 *
 * <p>Keys are kebab-case, numbers are numbers, times of day are ISO 8601 in UTC, times that pass
 * are milliseconds and end in {@code -ms}. Every key is always there; what is not known is {@code
 * null}.
 *
 * <p>{@code configuration}: {@code since}, {@code reloads} (how many ended how), {@code failed-at},
 * {@code failure}, {@code outdated-since}.
 *
 * <p>A group: {@code name}, {@code vrid}, {@code interface}, {@code sync} ({@code null}, or {@code
 * name} and {@code groups} of its sync group), {@code role} ({@code ACTIVE}, {@code BACKUP}, {@code
 * FAULT}), {@code why}, {@code since}, {@code priority}, {@code base-priority}, {@code
 * interval-ms}, {@code addresses}, {@code advertised}, {@code active}, {@code last-advert-age-ms},
 * {@code next-event}, {@code next-event-ms}, {@code hold-ms}, {@code silence-hold-ms}, {@code
 * maintenance}, {@code peers}, {@code checks}, {@code hooks}, {@code announcements}, {@code
 * addresses-restored}, {@code transitions}, {@code adverts-sent}, {@code adverts-received}, {@code
 * announcements-sent}.
 *
 * <p>A peer: {@code address}, {@code priority}, {@code last-advert-age-ms}, {@code checksum},
 * {@code warning}. An announcement: {@code address}, {@code frames-sent}, {@code failures}, {@code
 * last-sent-age-ms}. A check: {@code name}, {@code kind}, {@code verdict} ({@code up}, {@code
 * down}, {@code waiting}), {@code weight}, {@code last-run-age-ms}, {@code duration-ms}, {@code
 * passed}, {@code output}, {@code number}, {@code waited-ms}, {@code shared-with}. A hook: {@code
 * hook}, {@code of} ({@code group}, {@code node}), {@code state}, {@code running-ms}, {@code
 * result} ({@code succeeded}, {@code failed}, {@code timed-out}, {@code not-started}), {@code
 * outcome}, {@code tries}, {@code last-run-age-ms}, {@code duration-ms}, {@code output}. {@link
 * io.vipd.daemon.control.NodeStatus} says what each of them means.
 */
package io.vipd.daemon.control;
