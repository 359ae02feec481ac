"""The guideline's six casussen and seven examples, told and held: given, when, then, branch by branch."""
