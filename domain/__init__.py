"""The pure model of kvcase: events, commands, deciders, rules. Standard library only."""
