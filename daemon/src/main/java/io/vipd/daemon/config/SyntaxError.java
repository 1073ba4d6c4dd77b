package io.vipd.daemon.config;

import java.nio.file.Path;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What SnakeYAML says about a text that is no YAML, in words for somebody who wants to mend it.
 *
 * @param place where to look
 * @param message what is wrong there and how to mend it
 */
record SyntaxError(Place place, String message) {

  static SyntaxError of(Path file, String text, YAMLException e) {
    if (!(e instanceof MarkedYAMLException marked) || marked.getProblemMark() == null) {
      return new SyntaxError(Place.whole(file), withoutPlace(e.getMessage()));
    }
    Mark at = marked.getProblemMark();
    Mark from = marked.getContextMark() == null ? at : marked.getContextMark();
    String line = text.lines().skip(at.getLine()).findFirst().orElse("");
    int indent = line.length() - line.stripLeading().length();
    if (line.substring(0, indent).indexOf('\t') >= 0) {
      int column = line.indexOf('\t') + 1;
      return new SyntaxError(
          new Place(file, at.getLine() + 1, column),
          "a tab stands in the indentation, where YAML allows spaces alone; replace it by spaces");
    }
    String problem = String.valueOf(marked.getProblem());
    String context = String.valueOf(marked.getContext());
    Place there = place(file, at);
    Place opened = place(file, from);
    if (problem.startsWith("mapping values are not allowed")) {
      return new SyntaxError(
          there,
          "this colon makes no key here; indent the line like its neighbours, or put a value that"
              + " holds ': ' in quotes");
    }
    if (problem.startsWith("could not find expected ':'")) {
      return new SyntaxError(opened, "this line is no 'key: value'; put a colon after the key");
    }
    if (context.contains("quoted scalar") && problem.contains("unexpected end of stream")) {
      return new SyntaxError(opened, "this quote is never closed; close it on its own line");
    }
    if (problem.startsWith("found unknown escape character")) {
      return new SyntaxError(
          there,
          "after a backslash in double quotes stands a character that YAML does not know there; use"
              + " single quotes, which need no backslash");
    }
    if (context.contains("flow sequence")) {
      return new SyntaxError(
          opened, "this [ is never closed, or a comma is missing after it; write [a, b]");
    }
    if (context.contains("flow mapping")) {
      return new SyntaxError(
          opened, "this { is never closed, or a comma is missing after it; write { a: 1, b: 2 }");
    }
    if (problem.startsWith("expected <block end>")) {
      return new SyntaxError(
          there,
          "this line fits neither what stands above it nor the level of "
              + "line "
              + opened.line()
              + "; give all lines of one level the same indentation");
    }
    if (problem.startsWith("found undefined alias")) {
      return new SyntaxError(
          there,
          "this * names an anchor that is not there; put a value that begins with * in quotes");
    }
    if (problem.startsWith("expected the node content")) {
      return new SyntaxError(
          there, "a value should stand here; put one that holds [ ] { } , or ': ' in quotes");
    }
    if (context.startsWith("while scanning for the next token")) {
      return new SyntaxError(there, "no value can begin with this character; put it in quotes");
    }
    if (problem.startsWith("but found another document")) {
      return new SyntaxError(
          there, "a second document begins here; keep one to a file and remove the line ---");
    }
    return new SyntaxError(
        there, "is not YAML: " + problem.replaceAll("\\s+", " ") + "; check this line");
  }

  private static String withoutPlace(String message) {
    if (message.startsWith("Nesting Depth")) {
      return "is nested more than "
          + YamlFile.MAX_DEPTH
          + " levels deep; a value that begins with [ or { needs quotes";
    }
    if (message.startsWith("Number of aliases")) {
      return "uses anchors more than "
          + YamlFile.MAX_ALIASES
          + " times; write the values where they belong";
    }
    return "is not YAML: " + message.replaceAll("\\s+", " ") + "; check the whole file";
  }

  private static Place place(Path file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
