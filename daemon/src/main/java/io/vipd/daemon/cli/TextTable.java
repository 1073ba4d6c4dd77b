package io.vipd.daemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Columns that line up; what does not fit the line's width is cut at its end. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * What stands in a row and a column.
   *
   * @param text what is counted
   * @param paint adds what a terminal does not show, such as colours
   */
  record Cell(String text, UnaryOperator<String> paint) {
    static Cell of(String text) {
      return new Cell(text, UnaryOperator.identity());
    }
  }

  void row(String... texts) {
    rows.add(List.of(texts).stream().map(Cell::of).toList());
  }

  void row(List<Cell> cells) {
    rows.add(cells);
  }

  /**
   * The table's lines.
   *
   * @param width most characters a line may show
   */
  List<String> lines(int width) {
    return rows.stream().map(row -> line(row, width)).toList();
  }

  private String line(List<Cell> row, int width) {
    StringBuilder line = new StringBuilder();
    int left = width;
    for (int column = 0; column < row.size() && left > 0; column++) {
      Cell cell = row.get(column);
      String text = cut(cell.text(), left);
      line.append(cell.paint().apply(text));
      left -= length(text);
      if (column < row.size() - 1) {
        int padding = Math.min(left, width(column) - length(text) + GAP.length());
        line.repeat(' ', padding);
        left -= padding;
      }
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> length(row.get(column).text()))
        .max()
        .orElse(0);
  }

  /** The text as far as it fits, with a mark where it was cut. */
  static String cut(String text, int width) {
    if (length(text) <= width) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
