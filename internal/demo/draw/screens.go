package draw

// lit draws what a screen shows: a calm landscape whose sky depends on the look.
func (p *pen) lit(x, y, w, h, r float64) {
	sky := []string{"#3d5a80", "#31506b", "#4b4a78", "#2f6470"}[p.one(11, 4)]
	p.rect(x, y, w, h, r, sky)
	p.circle(x+w*p.vary(12, 0.25, 0.75), y+h*0.36, h*0.11, "#f6d9a6")
	p.path("#5f86a2", "M%v %vL%v %vL%v %vL%v %vL%v %vV%vq0 %v %v %vH%vq%v 0 %v %vz", x, y+h*0.72, x+w*0.28, y+h*0.42, x+w*0.52, y+h*0.7,
		x+w*0.72, y+h*0.5, x+w, y+h*0.76, y+h-r, r, -r, r, x+r, -r, -r, -r)
	p.path("#86b0a8", "M%v %vQ%v %v %v %vT%v %vV%vq0 %v %v %vH%vq%v 0 %v %vz", x, y+h*0.84, x+w*0.25, y+h*0.66, x+w*0.5, y+h*0.8, x+w, y+h*0.82,
		y+h-r, r, -r, r, x+r, -r, -r, -r)
}

func tv(p *pen) {
	p.shadow(528, 330)
	if p.one(1, 2) == 0 {
		p.rect(296, 450, 48, 60, 0, p.dd)
		p.rect(214, 506, 212, 18, 9, p.d)
	} else {
		p.both(func() { p.path(p.dd, "M170 446h26l-20 78h-28z") })
	}
	p.rect(62, 142, 516, 316, 12, p.dd)
	p.rect(62, 142, 516, 310, 12, p.c)
	p.lit(72, 152, 496, 286, 4)
	p.rect(308, 442, 24, 4, 2, p.ll)
}

func monitor(p *pen) {
	p.shadow(538, 250)
	p.rect(294, 420, 52, 106, 0, p.d)
	p.rect(222, 518, 196, 18, 9, p.dd)
	p.rect(94, 122, 452, 308, 16, p.dd)
	p.rect(94, 122, 452, 302, 16, p.c)
	p.lit(106, 134, 428, 262, 6)
	p.circle(320, 410, 5, p.ll)
	p.rect(300, 440, 40, 40, 20, p.c)
}

func laptop(p *pen) {
	p.shadow(506, 500)
	p.rect(132, 158, 376, 282, 18, p.dd)
	p.rect(132, 158, 376, 276, 18, p.c)
	p.lit(146, 172, 348, 248, 6)
	p.path(p.l, "M108 440h424l44 40v10H64v-10z")
	p.rect(64, 486, 512, 14, 7, p.d)
	p.path(p.dd, "M152 448h336l14 14H138z")
	p.path(p.d, "M276 468h88l6 12H270z")
}

func tablet(p *pen) {
	p.shadow(554, 330)
	p.turned(p.vary(1, -8, 6), 320, 320, func() {
		p.rect(166, 96, 316, 448, 30, p.dd)
		p.rect(158, 94, 316, 448, 30, p.c)
		p.lit(174, 112, 284, 412, 14)
		for i := range 6 {
			x, y := 206+float64(i%3)*80, 150+float64(i/3)*78
			p.rect(x, y, 52, 52, 14, []string{coral, amber, leaf, "#6e8bc0", paper, "#b58db6"}[(i+p.one(2, 6))%6])
		}
	})
}

func phone(p *pen) {
	p.shadow(560, 260)
	p.turned(-9, 240, 320, func() {
		p.rect(132, 100, 210, 430, 36, p.dd)
		p.rect(126, 98, 210, 430, 36, p.c)
		p.rect(144, 116, 84, []float64{84, 134, 150}[p.one(1, 3)], 26, p.d)
		for i := range 2 + p.one(1, 3)/2 {
			p.circle(186, 158+float64(i)*46, 19, ink)
			p.circle(186, 158+float64(i)*46, 8, "#5d7390")
		}
		p.circle(214, 134, 5, cream)
	})
	p.turned(7, 400, 320, func() {
		p.rect(302, 104, 214, 436, 38, ink)
		p.lit(311, 113, 196, 418, 30)
		p.rect(376, 124, 66, 18, 9, ink)
		p.rect(362, 512, 94, 6, 3, paper)
		p.rect(515, 220, 6, 70, 3, p.dd)
	})
}

func phonecase(p *pen) {
	p.shadow(562, 240)
	p.turned(p.vary(1, -8, 8), 320, 320, func() {
		p.rect(204, 84, 240, 464, 46, p.dd)
		p.rect(198, 80, 240, 464, 46, p.c)
		p.rect(210, 92, 216, 440, 36, p.l)
		p.rect(222, 108, 92, 104, 26, ink)
		for _, at := range [][2]float64{{248, 134}, {286, 160}, {248, 186}} {
			p.circle(at[0], at[1], 15, slate)
			p.circle(at[0], at[1], 6, "#6d86a3")
		}
		switch p.one(2, 3) {
		case 0:
			p.ring(318, 360, 62, 12, p.c)
			p.rect(312, 424, 12, 40, 6, p.c)
		case 1:
			for i := range 4 {
				p.line(p.c, 12, "M224 %vq46-40 92 0t92 0", 290+float64(i)*56)
			}
		default:
			p.rect(210, 404, 216, 128, 36, p.c)
		}
	})
}

func smartwatch(p *pen) {
	round := p.one(1, 2) == 0
	p.shadow(566, 170)
	p.path(p.d, "M252 220l16-140q2-16 18-16h68q16 0 18 16l16 140z")
	p.path(p.d, "M252 420l16 124q2 16 18 16h68q16 0 18-16l16-124z")
	p.path(p.c, "M262 220l14-130q2-14 14-14h46l-14 144z")
	for i := range 4 {
		p.oval(320, 480+float64(i)*20, 7, 5, p.dd)
	}
	p.rect(446, 292, 22, 52, 8, iron)
	if round {
		p.circle(320, 320, 140, steel)
		p.circle(320, 320, 126, ink)
		p.ring(320, 320, 102, 12, slate)
		p.line(coral, 12, "M320 218a102 102 0 0 1 %v 140", p.vary(2, 60, 96))
	} else {
		p.rect(190, 190, 260, 260, 66, steel)
		p.rect(202, 202, 236, 236, 56, ink)
		p.line("#7cc4a4", 14, "M246 390h%v", p.vary(2, 60, 140))
		p.line(slate, 14, "M396 390h4")
	}
	p.line(paper, 12, "M320 320V252M320 320l44 30")
	p.circle(320, 320, 9, amber)
}

func keyboard(p *pen) {
	p.shadow(446, 520)
	p.rect(56, 222, 528, 214, 24, p.dd)
	p.rect(56, 214, 528, 210, 24, p.c)
	accent := []string{coral, amber, "#7cc4a4", p.ll}[p.one(1, 4)]
	for row := range 4 {
		for key := range 12 {
			colour := p.ll
			if key == 0 && row == 0 || key == 11 && row == 2 {
				colour = accent
			}
			if row == 3 && key > 2 && key < 9 {
				continue
			}
			p.rect(76+float64(key)*41, 234+float64(row)*44, 34, 36, 7, colour)
		}
	}
	p.rect(199, 366, 239, 36, 7, p.ll)
}

func mouse(p *pen) {
	w := p.vary(1, 104, 124)
	p.shadow(524, 250)
	p.path(p.dd, "M%v 300q0-166 %v-166t%v 166v76q0 140-%v 140t-%v-140z", 320-w, w, w, w, w)
	p.path(p.c, "M%v 292q0-164 %v-164t%v 164v74q0 136-%v 136t-%v-136z", 320-w, w, w, w, w)
	p.path(p.l, "M%v 280q4-146 %v-150v150z", 324-w, w-8)
	p.rect(306, 180, 28, 72, 14, ink)
	p.rect(314, 196, 12, 34, 6, steel)
	p.line(p.d, 5, "M%v 286h%v", 322-w, 2*w-4)
}

func printer(p *pen) {
	p.shadow(520, 460)
	p.path(paper, "M202 110h236v150H202z")
	for i := range 3 {
		p.rect(230, 136+float64(i)*26, 180-float64(i)*30, 8, 4, steel)
	}
	p.rect(106, 236, 428, 268, 30, p.dd)
	p.rect(106, 228, 428, 262, 30, p.c)
	p.rect(140, 250, 200, 46, 10, p.d)
	p.rect(152, 260, 104, 26, 5, screen)
	p.circle(286, 273, 9, "#7cc4a4")
	p.circle(314, 273, 9, p.ll)
	p.rect(156, 346, 328, 92, 12, ink)
	p.path(paper, "M186 380h268l22 104H164z")
	p.path([]string{"#8fb8cf", "#e0b07c", "#a9c39a"}[p.one(1, 3)], "M214 398h100l2 56H206z")
	p.rect(340, 402, 84, 8, 4, steel)
	p.rect(342, 422, 90, 8, 4, steel)
}

func projector(p *pen) {
	p.faint(0.5, func() { p.path("#f7e6b8", "M392 300L600 170V470L392 392z") })
	p.shadow(480, 400)
	p.rect(86, 238, 384, 228, 36, p.dd)
	p.rect(86, 232, 384, 220, 36, p.c)
	for i := range 6 {
		p.rect(120+float64(i)*20, 280, 9, 120, 4, p.d)
	}
	p.circle(360, 342, 92, p.d)
	p.circle(360, 342, 78, ink)
	p.circle(360, 342, 54, "#445b86")
	p.circle(340, 322, 18, "#9db7d8")
	p.rect(130, 452, 46, 18, 6, ink)
	p.rect(380, 452, 46, 18, 6, ink)
}

func streamer(p *pen) {
	p.shadow(520, 430)
	p.rect(100, 360, 270, 134, 36, p.dd)
	p.rect(100, 350, 270, 126, 36, p.c)
	p.circle(152, 414, 9, "#7cc4a4")
	p.rect(220, 402, 110, 20, 10, p.l)
	p.turned(12, 450, 340, func() {
		p.rect(410, 140, 98, 380, 44, ink)
		p.rect(404, 136, 98, 380, 44, slate)
		p.circle(453, 212, 34, p.c)
		p.circle(453, 212, 13, slate)
		for i := range 6 {
			p.circle(434+float64(i%2)*38, 294+float64(i/2)*46, 13, []string{steel, coral, amber}[(i+p.one(1, 3))%3])
		}
	})
}

func router(p *pen) {
	p.shadow(500, 440)
	for i := range 2 + p.one(1, 3) {
		p.turned(-18+float64(i)*12, 180+float64(i)*90, 400, func() { p.rect(172+float64(i)*90, 150, 16, 260, 8, p.dd) })
	}
	p.rect(104, 380, 432, 110, 34, p.dd)
	p.rect(104, 372, 432, 104, 34, p.c)
	for i := range 5 {
		p.circle(160+float64(i)*34, 424, 8, []string{"#7cc4a4", p.ll}[i/4])
	}
	p.rect(390, 416, 104, 16, 8, p.l)
}

func tower(p *pen) {
	p.shadow(560, 330)
	p.rect(186, 86, 268, 464, 22, p.dd)
	p.rect(180, 82, 268, 460, 22, p.c)
	p.rect(204, 106, 220, 60, 10, p.d)
	p.circle(240, 136, 11, "#7cc4a4")
	p.rect(280, 130, 116, 12, 6, p.l)
	for i := range 2 {
		y := 262 + float64(i)*158
		p.circle(314, y, 72, ink)
		p.ring(314, y, 56, 8, []string{coral, "#6fa8dc", "#7cc4a4", amber}[p.one(1, 4)])
		p.circle(314, y, 18, steel)
	}
	p.rect(206, 542, 50, 14, 5, ink)
	p.rect(374, 542, 50, 14, 5, ink)
}

func drive(p *pen) {
	p.shadow(540, 260)
	p.rect(196, 130, 256, 400, 36, p.dd)
	p.rect(190, 124, 256, 396, 36, p.c)
	p.rect(214, 150, 208, p.vary(1, 200, 270), 20, p.l)
	p.rect(214, 440, 84, 14, 7, p.ll)
	p.circle(402, 474, 8, "#7cc4a4")
	p.rect(286, 516, 64, 16, 6, iron)
}

func stick(p *pen) {
	p.shadow(470, 470)
	p.rect(110, 276, 290, 158, 40, p.dd)
	p.rect(110, 270, 290, 152, 40, p.c)
	p.circle(158, 346, 22, p.dd)
	p.rect(206, 326, p.vary(1, 100, 150), 16, 8, p.ll)
	p.rect(400, 292, 134, 112, 8, steel)
	p.rect(400, 292, 24, 112, 0, iron)
	p.rect(462, 316, 34, 24, 4, slate)
	p.rect(462, 358, 34, 24, 4, slate)
}

func charger(p *pen) {
	p.shadow(540, 420)
	p.line(p.dd, 14, "M236 420q0 110 110 100t140-70q20-70-34-96t-60-90")
	p.rect(142, 178, 196, 246, 46, p.dd)
	p.rect(136, 174, 196, 242, 46, p.c)
	p.rect(184, 116, 24, 62, 4, iron)
	p.rect(262, 116, 24, 62, 4, iron)
	p.path(p.on, "M246 232l-58 78h40l-16 60l60-82h-42z")
	p.rect(372, 206, 40, 70, 14, p.dd)
	p.rect(378, 160, 28, 50, 6, steel)
}
