package io.llamaswap.matrix;

import java.util.List;

/**
 * An expression of the matrix language: a family of model sets.
 */
public sealed interface MatrixExpression {

	/**
	 * One set with one model.
	 *
	 * @param name what was written: a variable or a model id
	 * @param offset where it stands in the text, in UTF-16 units from 0
	 */
	record Name(String name, int offset) implements MatrixExpression {

	}

	/**
	 * Everything that another set allows.
	 *
	 * @param set name of the other set
	 * @param offset where its plus sign stands in the text, in UTF-16 units from 0
	 */
	record Reference(String set, int offset) implements MatrixExpression {

	}

	/**
	 * One set of each part, united.
	 *
	 * @param parts two or more parts
	 */
	record Together(List<MatrixExpression> parts) implements MatrixExpression {

		/**
		 * Copies the parts.
		 * @param parts two or more parts
		 */
		public Together {
			parts = List.copyOf(parts);
		}

	}

	/**
	 * The sets of all parts, in their order.
	 *
	 * @param parts two or more parts
	 */
	record Alternatives(List<MatrixExpression> parts) implements MatrixExpression {

		/**
		 * Copies the parts.
		 * @param parts two or more parts
		 */
		public Alternatives {
			parts = List.copyOf(parts);
		}

	}

}
